namespace Granary.ApiHost;

/// <summary>One sort of "no" of the API. Codes are public and never change.</summary>
/// <param name="Param">What is to blame when the place does not say it better; null for the request as a whole.</param>
/// <param name="RetryAfterSeconds">Set when the same request, sent again with the same key, may well succeed.</param>
internal sealed record ProblemKind(int Status, string Code, string Title, string? Param = null, int? RetryAfterSeconds = null)
{
    public bool IsRetryable => RetryAfterSeconds is not null;

    public Problem With(string detail, string? param = null) => new(this, param ?? Param, detail);

    /// <summary>The title says it all.</summary>
    public Problem Plain(string? param = null) => With(Title + ".", param);
}

/// <summary>One "no" to one request, as RFC 9457 writes it.</summary>
internal sealed record Problem(ProblemKind Kind, string? Param, string Detail);
