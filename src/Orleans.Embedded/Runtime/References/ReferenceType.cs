using System.Collections.Concurrent;
using System.Linq.Expressions;

namespace Orleans.Embedded.Runtime;

/// <summary>The emitted class of references to one grain interface, made once per process.</summary>
internal sealed class ReferenceType
{
    private static readonly ConcurrentDictionary<Type, ReferenceType> known = new();

    private readonly Func<GrainReference> make;

    private ReferenceType(Type grainInterface)
    {
        var emitted = ReferenceEmitter.Emit(grainInterface);
        make = Expression.Lambda<Func<GrainReference>>(Expression.New(emitted)).Compile();
    }

    internal static ReferenceType Of(Type grainInterface) => known.GetOrAdd(grainInterface, static type => new ReferenceType(type));

    internal object Make(GrainAddress address) => make().At(address);
}
