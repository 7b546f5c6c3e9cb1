using Granary.Ledger;

namespace Granary.ApiHost;

internal delegate ValueTask<Reply> Handler(ApiCall call);

/// <summary>One thing the API can do: what it takes, what it answers, what it may refuse, and who does it. The OpenAPI document is made of these.</summary>
internal sealed record Operation(string Summary, Handler Handle)
{
    /// <summary>The shape of the body; null when there is none.</summary>
    public BodyShape? Body { get; init; }

    /// <summary>The handler reads the body itself, as a list or as lines.</summary>
    public bool IsBulk { get; init; }

    public KeyRule Key { get; init; }

    public QueryParameter[] Query { get; init; } = [];

    /// <summary>Status and name of the schema of each good answer.</summary>
    public (int Status, string Schema)[] Answers { get; init; } = [];

    /// <summary>What the ledger may refuse; what every request may be refused for goes without saying.</summary>
    public Outcome[] Refusals { get; init; } = [];

    /// <summary>What else it may be refused for, and no other request.</summary>
    public ProblemKind[] OwnProblems { get; init; } = [];
}
