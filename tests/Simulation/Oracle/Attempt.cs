using Granary.Journal;
using Granary.Ledger;

namespace Granary.Simulation;

/// <summary>A command as some client meant it. Two with the same id and another text are one key with two bodies.</summary>
/// <param name="Body">The whole request as text: what the request hash should stand for.</param>
internal sealed record Issued(OwnerId Owner, Command Command, string Body);

/// <summary>One arrival of a command at one host. The client may never hear how it ends.</summary>
internal sealed class Attempt(Issued issued, Host host, long calledUs, PostedEntry? before)
{
    public Issued Issued => issued;

    public Host Host => host;

    public long CalledUs => calledUs;

    /// <summary>The entry with this command id that was in the journal when the call began.</summary>
    public PostedEntry? Before => before;

    /// <summary>Every answer that would have been right at some instant since.</summary>
    public OutcomeSet Right { get; set; }
}
