namespace Granary.ApiHost;

/// <summary>What is wrong with a body, and where: <c>amountMinor</c>, <c>shares[1].payee</c>; null when the body as a whole is to blame.</summary>
internal sealed record FieldError(ProblemKind Kind, string? Param, string Detail)
{
    public FieldError Under(string prefix) => this with { Param = Param is null ? prefix : $"{prefix}.{Param}" };

    public Problem AsProblem() => Kind.With(Detail, Param);
}
