using System.Reflection;

namespace Orleans.Embedded.Runtime;

/// <summary>How a grain method is called: what travels, whether a token goes beside it, and what comes back in which wrapping.</summary>
internal sealed record MethodShape(Type[] ArgumentTypes, bool HasToken, string CallName, Type ResultType)
{
    internal bool IsEnumeration => CallName == "CallEnumeration";

    internal static MethodShape Of(MethodInfo method)
    {
        var parameters = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var hasToken = parameters.Length > 0 && parameters[^1] == typeof(CancellationToken);
        var (callName, resultType) = Returned(method);
        return new MethodShape(hasToken ? parameters[..^1] : parameters, hasToken, callName, resultType);
    }

    private static (string CallName, Type ResultType) Returned(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
            return ("CallTask", typeof(NoResult));
        if (type == typeof(ValueTask))
            return ("CallValueTask", typeof(NoResult));
        var wrapping = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var callName = wrapping == typeof(Task<>) ? "CallTaskOf"
            : wrapping == typeof(ValueTask<>) ? "CallValueTaskOf"
            : wrapping == typeof(IAsyncEnumerable<>) ? "CallEnumeration"
            : throw new NotSupportedException(
                $"{method.DeclaringType!.Name}.{method.Name} returns {type.Name}; a grain method returns Task, ValueTask, either with a result, or IAsyncEnumerable.");
        return (callName, type.GetGenericArguments()[0]);
    }
}
