using System.Reflection;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// Stricter than Orleans, on purpose: what would be a build error or a failing call there stops a silo from starting here, so
/// that whoever builds without the packages notices at once.
/// </summary>
internal sealed class ContractCheck
{
    private readonly List<string> problems = [];
    private readonly MessageRules messages;

    private ContractCheck() => messages = new MessageRules(problems);

    internal static void ThrowIfBroken(EmbeddedOptions options)
    {
        var check = new ContractCheck();
        var grainClasses = GrainCatalog.TypesOf(options);
        check.CheckNames(grainClasses);
        foreach (var grainClass in grainClasses)
            check.CheckClass(grainClass);
        foreach (var grainInterface in grainClasses.SelectMany(GrainInterfaces.Of).Distinct())
            check.CheckInterface(grainInterface);
        // Who names single grain classes answers for the exceptions beside them.
        check.messages.CheckExceptions(except: options.GrainClasses.Select(type => type.Assembly), and: options.GrainAssemblies);
        if (check.problems.Count > 0)
            throw new GrainContractException(check.problems);
    }

    private void CheckNames(IReadOnlyList<Type> grainClasses)
    {
        foreach (var same in grainClasses.GroupBy(GrainClass.NameOf).Where(group => group.Count() > 1))
            problems.Add($"The grain classes {string.Join(" and ", same.Select(type => type.FullName))} have one name: {same.Key}.");
    }

    private void CheckClass(Type grainClass)
    {
        if (grainClass.IsDefined(typeof(ImplicitStreamSubscriptionAttribute)) && !typeof(IStreamSubscriptionObserver).IsAssignableFrom(grainClass))
            problems.Add($"{grainClass.FullName} subscribes to a stream but is no {nameof(IStreamSubscriptionObserver)}.");
        foreach (var method in grainClass.GetMethods().Where(HasCallAttribute))
            problems.Add($"{grainClass.FullName}.{method.Name} has a concurrency attribute; it belongs on the interface method.");
        foreach (var observed in grainClass.GetInterfaces().Where(IsStreamObserver))
            messages.Check(observed.GetGenericArguments()[0], $"{grainClass.FullName} observes it");
    }

    private void CheckInterface(Type grainInterface)
    {
        foreach (var type in grainInterface.GetInterfaces().Append(grainInterface))
        {
            foreach (var property in type.GetProperties())
                problems.Add($"{type.FullName}.{property.Name} is a property; a grain interface has methods only.");
        }

        foreach (var method in GrainInterfaces.MethodsOf(grainInterface).Where(method => !method.IsSpecialName))
            CheckMethod(method, $"{method.DeclaringType!.FullName}.{method.Name}");
    }

    private void CheckMethod(MethodInfo method, string name)
    {
        var parameters = method.GetParameters();
        if (parameters.Any(parameter => parameter.ParameterType.IsByRef))
            problems.Add($"{name} has a ref, in or out parameter.");
        if (parameters.SkipLast(1).Any(parameter => parameter.ParameterType == typeof(CancellationToken)))
            problems.Add($"{name} has a CancellationToken that is not its last parameter.");
        try
        {
            var shape = MethodShape.Of(method);
            if (shape.ArgumentTypes.Length > GenericTypes.ArgumentCountMax)
                problems.Add($"{name} has more than {GenericTypes.ArgumentCountMax} parameters; make it a message.");
            foreach (var argument in shape.ArgumentTypes)
                messages.Check(argument, $"{name} takes it");
            if (shape.ResultType != typeof(NoResult))
                messages.Check(shape.ResultType, $"{name} returns it");
        }
        catch (NotSupportedException exception)
        {
            problems.Add(exception.Message);
        }
    }

    private static bool HasCallAttribute(MethodInfo method) =>
        method.IsDefined(typeof(ReadOnlyAttribute), false) || method.IsDefined(typeof(OneWayAttribute), false)
        || method.IsDefined(typeof(AlwaysInterleaveAttribute), false) || method.IsDefined(typeof(ResponseTimeoutAttribute), false);

    private static bool IsStreamObserver(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IAsyncObserver<>) || type.GetGenericTypeDefinition() == typeof(IAsyncBatchObserver<>));
}
