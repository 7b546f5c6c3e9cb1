using System.Reflection;
using Orleans;

namespace Granary.Grains.Interfaces.Tests;

/// <summary>
/// What two versions of Granary say to each other during a rolling upgrade. The golden file may only grow: a line in it is never changed or
/// removed while a version that knows it may still run.
/// </summary>
public sealed class GoldenContracts
{
    private static readonly string[] Golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "contracts.txt"));

    [Fact]
    public void Nothing_that_was_frozen_has_changed_or_gone() => Assert.Empty(Golden.Except(Lines()));

    [Fact]
    public void What_is_new_has_been_frozen_too() => Assert.Empty(Lines().Except(Golden));

    private static IEnumerable<string> Lines() => MessageTypes.GrainInterfaces.SelectMany(GrainLines).Concat(MessageTypes.All.SelectMany(TypeLines));

    private static IEnumerable<string> GrainLines(Type grain)
    {
        yield return $"{grain.Name} = {MessageRules.AliasOf(grain) ?? "-"}";
        foreach (var method in MessageTypes.MethodsOf(grain))
        {
            var parameters = method.GetParameters().Select(parameter => MessageTypes.NameOf(parameter.ParameterType));
            yield return $"{grain.Name}.{method.Name}({string.Join(", ", parameters)}): {MessageTypes.NameOf(method.ReturnType)}";
        }
    }

    private static IEnumerable<string> TypeLines(Type type)
    {
        yield return $"{MessageTypes.NameOf(type)} = {MessageRules.AliasOf(type) ?? "-"}";
        foreach (var member in MessageTypes.MembersOf(type).OrderBy(member => member.GetCustomAttribute<IdAttribute>()?.Id))
        {
            yield return $"{MessageTypes.NameOf(type)}.{member.GetCustomAttribute<IdAttribute>()?.Id} {member.Name}: {MessageTypes.NameOf(member.PropertyType)}";
        }
    }
}
