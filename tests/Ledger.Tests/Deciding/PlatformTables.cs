using System.Collections.Immutable;

namespace Granary.Ledger.Tests;

public sealed class IssueKeyTable : DecisionTable<PlatformState, PlatformCommand.IssueKey>
{
    protected override Situation<PlatformState, PlatformCommand.IssueKey> Sound => new(
        PlatformState.Empty with { Status = OwnerStatus.Open },
        new PlatformCommand.IssueKey(Given.Id("key"), Given.RequestHash, new string('a', 64), KeyRole.User, Given.Alice, "Alice's phone"),
        Facts.At(Given.Noon));

    protected override ImmutableArray<Flaw<PlatformState, PlatformCommand.IssueKey>> Flaws =>
    [
        Wrong(Outcome.OwnerUnknown, "owner", s => s with { State = s.State with { Status = OwnerStatus.Unknown } }),
        Wrong(Outcome.OwnerClosed, "owner", s => s with { State = s.State with { Status = OwnerStatus.Closed } }),
        Wrong(Outcome.OwnerFrozen, "owner", s => s with { State = s.State with { Status = OwnerStatus.Frozen } }),
    ];

    [Fact]
    public void A_key_is_known_from_its_issue_to_its_revocation()
    {
        var (_, issued) = Given.Carried(OwnerId.Platform, Sound.State, Sound.Command, Decide(Sound), Given.Noon);
        Assert.Equal(Given.Alice, issued.KeysByHash[new string('a', 64)].Owner);
        Assert.Equal(KeyRole.User, issued.FindKey(Given.Id("key"))!.Role);

        var revoke = new PlatformCommand.RevokeKey(Given.Id("revoke"), Given.RequestHash, Given.Id("key"));
        var decision = PlatformDecider.Decide(OwnerId.Platform, issued, revoke, Facts.At(Given.Noon));
        var (_, revoked) = Given.Carried(OwnerId.Platform, issued, revoke, decision, Given.Noon, sequence: 2);
        Assert.Empty(revoked.KeysByHash);
        Assert.Equal(Outcome.KeyUnknown, PlatformDecider.Decide(OwnerId.Platform, revoked, revoke, Facts.At(Given.Noon)).Outcome);
    }

    protected override Decision Decide(Situation<PlatformState, PlatformCommand.IssueKey> situation) =>
        PlatformDecider.Decide(OwnerId.Platform, situation.State, situation.Command, situation.Facts);
}
