using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The grains or their messages break a rule; all breaches are listed at once.</summary>
public sealed class GrainContractException(IReadOnlyList<string> problems)
    : OrleansException($"{problems.Count} problems with grains and messages:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}")
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
