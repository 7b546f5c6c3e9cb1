using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Embedded.Runtime;

/// <summary>Turns an interface method into a <see cref="GrainMethod"/> with compiled delegates.</summary>
internal static class MethodCompiler
{
    internal static GrainMethod Describe(MethodInfo method) =>
        method.IsGenericMethodDefinition ? new OpenMethod(method) : DescribeClosed(method);

    internal static TurnKind KindOf(MethodInfo method) =>
        method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? TurnKind.AlwaysInterleave
        : method.IsDefined(typeof(ReadOnlyAttribute)) ? TurnKind.ReadOnly
        : TurnKind.Normal;

    private static GrainMethod DescribeClosed(MethodInfo method)
    {
        var shape = MethodShape.Of(method);
        var making = typeof(MethodCompiler).GetMethod(shape.IsEnumeration ? nameof(MakeEnumeration) : nameof(Make), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (GrainMethod)making.MakeGenericMethod(GenericTypes.Tuple(shape.ArgumentTypes), shape.ResultType).Invoke(null, [method, shape])!;
    }

    private static GrainMethod<TArgs, TResult> Make<TArgs, TResult>(MethodInfo method, MethodShape shape) => new(
        Name(method),
        KindOf(method),
        Invoker<TArgs, Task>(method, shape),
        method.IsDefined(typeof(OneWayAttribute)),
        method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout,
        CopierOf<TArgs>(shape.ArgumentTypes),
        Copier.For<TResult>());

    private static EnumerationMethod<TArgs, TItem> MakeEnumeration<TArgs, TItem>(MethodInfo method, MethodShape shape) =>
        new(Name(method), Invoker<TArgs, IAsyncEnumerable<TItem>>(method, shape), CopierOf<TArgs>(shape.ArgumentTypes), Copier.For<TItem>());

    private static Func<TArgs, TArgs>? CopierOf<TArgs>(Type[] arguments) => arguments.Length == 0 ? null : Copier.For<TArgs>();

    private static Func<object, TArgs, CancellationToken, TReturned> Invoker<TArgs, TReturned>(MethodInfo method, MethodShape shape)
    {
        var grain = Expression.Parameter(typeof(object), "grain");
        var args = Expression.Parameter(typeof(TArgs), "args");
        var token = Expression.Parameter(typeof(CancellationToken), "token");
        var passed = shape.ArgumentTypes.Select((_, index) => (Expression)Expression.Field(args, $"Item{index + 1}"));
        Expression call = Expression.Call(
            Expression.Convert(grain, method.DeclaringType!), method, shape.HasToken ? passed.Append(token) : passed);
        // One shape for all: a value task that is not done becomes a task here, as it would at the caller's.
        if (method.ReturnType.IsValueType)
            call = Expression.Call(call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        return Expression.Lambda<Func<object, TArgs, CancellationToken, TReturned>>(call, grain, args, token).Compile();
    }

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private sealed class OpenMethod(MethodInfo method)
        : GrainMethod(MethodCompiler.Name(method), KindOf(method), isOneWay: false, responseTimeout: null)
    {
        private readonly ConcurrentDictionary<TypeArguments, GrainMethod> closed = new();

        internal override GrainMethod Close(Type[] typeArguments) =>
            closed.GetOrAdd(new TypeArguments(typeArguments), key => DescribeClosed(method.MakeGenericMethod(key.Types)));
    }

    private readonly record struct TypeArguments(Type[] Types)
    {
        public bool Equals(TypeArguments other) => Types.AsSpan().SequenceEqual(other.Types);

        public override int GetHashCode() => Types[0].GetHashCode();
    }
}
