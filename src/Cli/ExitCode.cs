namespace Granary.Cli;

/// <summary>How a command ended. Scripts read these numbers; they never change.</summary>
public enum ExitCode
{
    Fine = 0,

    /// <summary>The proof is not zero, a balance differs from what was acknowledged, or a replay answered something else.</summary>
    MoneyDoesNotAddUp = 1,

    /// <summary>The command line makes no sense, a key is missing, or the server refuses the key.</summary>
    Usage = 2,

    ServerUnreachable = 3,

    /// <summary>Answers that should not happen, or requests whose outcome is still unknown.</summary>
    UnexpectedAnswers = 4,

    /// <summary>The thing that was asked for does not exist.</summary>
    NotFound = 5,
}
