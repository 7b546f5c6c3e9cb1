using System.Runtime.CompilerServices;

namespace Granary.Ledger.Tests;

/// <summary>A command that is new to its family must be decided, not only compile.</summary>
public sealed class EveryCommand
{
    public static TheoryData<Type> OfThePlatform { get; } = [.. typeof(PlatformCommand).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(PlatformCommand)))];

    [Theory, MemberData(nameof(OfThePlatform))]
    public void The_platform_decides_each_of_its_commands(Type type)
    {
        // Empty, so for most it is a no; but it is an answer.
        var command = (Command)RuntimeHelpers.GetUninitializedObject(type);
        Assert.True(Enum.IsDefined(PlatformDecider.Decide(OwnerId.Platform, PlatformState.Empty, command, Facts.At(Given.Noon)).Outcome));
    }
}
