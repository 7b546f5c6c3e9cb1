using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// Makes grain objects of one class. A dependency that comes out the same from two scopes is the same in all of them; a class
/// with only such dependencies (nearly every one) needs no scope per activation, which saves more memory than the activation takes.
/// </summary>
internal sealed class GrainConstruction
{
    private readonly EmbeddedSilo silo;
    private readonly ParameterInfo[] parameters;
    private readonly Func<object?[], object> make;
    private readonly Lock gate = new();
    private object?[]? shared;
    private volatile bool probed;

    internal GrainConstruction(EmbeddedSilo silo, Type type)
    {
        this.silo = silo;
        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw new ArgumentException($"The grain class {type.FullName} has {constructors.Length} public constructors; it needs exactly one.", nameof(type));
        parameters = constructors[0].GetParameters();
        var values = Expression.Parameter(typeof(object?[]), "values");
        var converted = parameters.Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(index)), parameter.ParameterType));
        make = Expression.Lambda<Func<object?[], object>>(Expression.New(constructors[0], converted), values).Compile();
    }

    internal object Make(Activation activation)
    {
        if (!probed)
            Probe();
        return make(shared ?? Resolve(activation.ActivationServices));
    }

    private void Probe()
    {
        lock (gate)
        {
            if (probed)
                return;
            using var one = silo.ServiceProvider.CreateScope();
            using var other = silo.ServiceProvider.CreateScope();
            var (first, second) = (Resolve(one.ServiceProvider), Resolve(other.ServiceProvider));
            if (first.Zip(second).All(pair => ReferenceEquals(pair.First, pair.Second)))
                shared = first;
            probed = true;
        }
    }

    private object?[] Resolve(IServiceProvider services) => [.. parameters.Select(parameter => Resolve(parameter, services))];

    private object? Resolve(ParameterInfo parameter, IServiceProvider services)
    {
        var type = parameter.ParameterType;
        if (type.IsInstanceOfType(silo) && typeof(IGrainFactory).IsAssignableFrom(type))
            return silo;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return parameter.HasDefaultValue
                ? services.GetKeyedService(type, keyed.Key) ?? parameter.DefaultValue
                : services.GetRequiredKeyedService(type, keyed.Key);
        }

        if (services.GetService(type) is { } service)
            return service;
        if (type == typeof(TimeProvider))
            return silo.Clock.Time;
        return parameter.HasDefaultValue ? parameter.DefaultValue : services.GetRequiredService(type);
    }
}
