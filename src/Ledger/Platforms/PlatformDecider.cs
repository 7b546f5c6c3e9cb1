namespace Granary.Ledger;

/// <summary>What the platform decides for itself.</summary>
public static class PlatformDecider
{
    public static Decision Decide(OwnerId owner, PlatformState state, Command command, Facts facts) => command switch
    {
        PlatformCommand.IssueKey issue => Lifecycle.MayAct(state.Status) is { } no
            ? Decision.Refused(no)
            : Decision.Accepted(new PlatformEvent.KeyIssued(new ApiKey(issue.Id, issue.Hash, issue.Role, issue.Owner, issue.Name, issue.IsOfSandbox))),
        PlatformCommand.RevokeKey revoke => state.FindKey(revoke.KeyId) is null
            ? Decision.Refused(Outcome.KeyUnknown)
            : Decision.Accepted(new PlatformEvent.KeyRevoked(revoke.KeyId)),
        PlatformCommand aboutWebhooks => WebhookDecider.Decide(state, aboutWebhooks, facts),
        OwnerCommand lifecycle => Lifecycle.Decide(owner, state.Status, state.Balances, lifecycle),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "not a command of the platform"),
    };

    public static Command? NextDue(OwnerId owner, long nextSequence, PlatformState state, long nowMs) => null;
}
