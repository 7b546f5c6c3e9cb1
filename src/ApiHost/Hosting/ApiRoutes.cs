using System.Collections.Immutable;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>The routes as they are declared: place, operation and who may call it. Nothing is reachable that is not declared here.</summary>
internal sealed class ApiRoutes
{
    private readonly List<Declared> declared = [];

    public IReadOnlyList<Declared> All => declared;

    public Declared Get(string pattern, Operation operation) => Declare("GET", pattern, operation);

    public Declared Put(string pattern, Operation operation) => Declare("PUT", pattern, operation);

    public Declared Post(string pattern, Operation operation) => Declare("POST", pattern, operation);

    public Declared Delete(string pattern, Operation operation) => Declare("DELETE", pattern, operation);

    /// <exception cref="InvalidOperationException">A route does not say who may call it.</exception>
    public void MapTo(IEndpointRouteBuilder endpoints, ApiServices services)
    {
        foreach (var route in declared)
        {
            var access = route.Access ?? throw new InvalidOperationException($"{route.Place.Name} does not say who may call it");
            endpoints.MapMethods(route.Place.Pattern, [route.Place.Method], new ApiEndpoint(route.Place, route.Operation, access, services).RunAsync)
                .WithMetadata(route.Place);
        }
    }

    private Declared Declare(string method, string pattern, Operation operation)
    {
        var route = new Declared(PlaceOf(method, pattern), operation);
        declared.Add(route);
        return route;
    }

    private static RoutePlace PlaceOf(string method, string pattern)
    {
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        OwnerKind? kind = parts is ["v1", var group, "{id}" or "{bank}", ..]
            ? group switch { "users" => OwnerKind.User, "merchants" => OwnerKind.Merchant, "custody" => OwnerKind.Custody, _ => null }
            : null;
        string?[] names = [.. parts.Where(part => part.StartsWith('{')).Select(part => part[1..^1])];
        return kind is null
            ? new RoutePlace(method, pattern, null, null, names.FirstOrDefault())
            : new RoutePlace(method, pattern, kind, names[0], names.ElementAtOrDefault(1));
    }

    /// <summary>A route that is being declared.</summary>
    internal sealed class Declared(RoutePlace place, Operation operation)
    {
        public RoutePlace Place => place;

        public Operation Operation => operation;

        public Access? Access { get; private set; }

        /// <summary>Keys of these roles, for the owner in the path that they are bound to.</summary>
        public Declared Own(params ImmutableArray<KeyRole> roles) => Grant((Access ?? Nobody) with { Own = roles });

        /// <summary>Keys of these roles, whoever is in the path.</summary>
        public Declared Any(params ImmutableArray<KeyRole> roles) => Grant((Access ?? Nobody) with { Any = roles });

        /// <summary>Everybody, without a key.</summary>
        public Declared Open() => Grant(Access.Open);

        private static Access Nobody => new([], [], IsOpen: false);

        private Declared Grant(Access access)
        {
            Access = access;
            return this;
        }
    }
}
