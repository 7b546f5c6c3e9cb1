using System.Reflection;
using Orleans;

namespace Granary.Grains.Interfaces.Tests;

/// <summary>What every message must be, so that it arrives on another machine as it was sent.</summary>
public sealed class MessageRules
{
    [Fact]
    public void The_walk_from_the_interfaces_reaches_commands_events_and_answers()
    {
        var names = MessageTypes.All.Select(MessageTypes.NameOf).ToList();
        Assert.Contains("UserCommand.Pay", names);
        Assert.Contains("CustodyEvent.DepositReported", names);
        Assert.Contains("HistoryPage", names);
        Assert.Contains("Share", names);
    }

    [Fact]
    public void Every_message_says_that_it_can_be_serialized() =>
        NoneOf(MessageTypes.All, type => type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is null);

    [Fact]
    public void Every_message_is_immutable_and_says_so()
    {
        NoneOf(MessageTypes.All, type => type.GetCustomAttribute<ImmutableAttribute>(inherit: false) is null);
        NoneOf(MessageTypes.All, type => MessageTypes.FieldsOf(type).Any());
        var setters = MessageTypes.All.SelectMany(MessageTypes.MembersOf).Where(member => member.SetMethod is { } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)));
        Assert.Empty(setters.Select(member => $"{member.DeclaringType}.{member.Name}"));
    }

    [Fact]
    public void Every_member_has_an_id_of_its_own() => NoneOf(MessageTypes.All, type =>
    {
        var ids = MessageTypes.MembersOf(type).Select(member => member.GetCustomAttribute<IdAttribute>()?.Id).ToList();
        return ids.Contains(null) || ids.Distinct().Count() != ids.Count;
    });

    [Fact]
    public void No_message_carries_what_can_be_changed_behind_its_back() => NoneOf(MessageTypes.All, type => MessageTypes.MembersOf(type)
        .Any(member => member.PropertyType.IsArray || member.PropertyType.Namespace == "System.Collections.Generic"));

    [Fact]
    public void Every_message_is_sealed_or_the_head_of_a_closed_family() =>
        NoneOf(MessageTypes.All, type => !type.IsValueType && !type.IsSealed && !type.IsAbstract);

    [Fact]
    public void Every_grain_interface_has_an_alias_that_nobody_else_has()
    {
        var aliases = MessageTypes.GrainInterfaces.Where(grain => grain != typeof(IOwnerGrain)).Select(AliasOf).ToList();
        Assert.DoesNotContain(null, aliases);
        var all = MessageTypes.GrainInterfaces.Concat(MessageTypes.All).Select(AliasOf).OfType<string>().ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, alias => Assert.StartsWith("granary.", alias, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_grain_method_answers_with_a_task() => NoneOf(
        MessageTypes.GrainInterfaces,
        grain => MessageTypes.MethodsOf(grain).Any(method => !method.ReturnType.IsAssignableTo(typeof(Task)) && method.ReturnType.Name.Split('`')[0] != "ValueTask"));

    internal static string? AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    private static void NoneOf(IEnumerable<Type> types, Func<Type, bool> broken) => Assert.Empty(types.Where(broken).Select(MessageTypes.NameOf));
}
