using System.Text.Json;
using System.Text.Json.Nodes;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>
/// The API as an OpenAPI 3.1 document, made of the same tables that route, read and refuse, so it cannot say anything else than they do. The
/// framework's generator sees nothing of hand-written request delegates.
/// </summary>
internal static class ApiDocument
{
    private const string ProblemType = "application/problem+json";

    public static Operation OperationOver(ApiRoutes routes)
    {
        var document = new Lazy<string>(() => Of(routes).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        return new Operation("This document", _ => new(Reply.Ok(writer => writer.WriteRawValue(document.Value, skipInputValidation: true))))
        {
            Answers = [(200, "OpenApi")],
        };
    }

    private static JsonObject Of(ApiRoutes routes)
    {
        var paths = new JsonObject();
        foreach (var route in routes.All)
        {
            if (paths[route.Place.Pattern] is not JsonObject path) paths[route.Place.Pattern] = path = new JsonObject();
            path[route.Place.Method.ToLowerInvariant()] = OperationOf(route);
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Granary", ["version"] = "v1", ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" } },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = Schemas.All(),
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        };
    }

    private static JsonObject OperationOf(ApiRoutes.Declared route)
    {
        var access = route.Access!;
        var operation = new JsonObject
        {
            ["summary"] = route.Operation.Summary,
            ["operationId"] = $"{route.Place.Method.ToLowerInvariant()}{string.Concat(route.Place.Pattern.Split('/', '{', '}', '.').Select(Capital))}",
            // Every role that may call it, and those of them that may only for the owner their key is bound to.
            ["x-roles"] = NamesOf([.. access.Own, .. access.Any]),
            ["x-own-roles"] = NamesOf(access.Own),
            ["security"] = access.IsOpen ? [] : new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["parameters"] = new JsonArray([.. ParametersOf(route)]),
            ["responses"] = ResponsesOf(route),
        };
        if (route.Operation.Body is { } body) operation["requestBody"] = BodyOf(route.Operation, body);
        return operation;
    }

    private static JsonArray NamesOf(IEnumerable<KeyRole> roles) => new([.. roles.Select(role => (JsonNode)role.Name())]);

    private static IEnumerable<JsonNode> ParametersOf(ApiRoutes.Declared route)
    {
        foreach (var name in route.Place.Pattern.Split('/').Where(part => part.StartsWith('{')).Select(part => part[1..^1]))
        {
            yield return Parameter("path", name, isRequired: true, name == route.Place.OwnerParam ? "The owner." : "The id.", new JsonObject { ["type"] = "string" });
        }
        foreach (var query in route.Operation.Query) yield return Parameter("query", query.Name, isRequired: false, query.Description, (JsonObject)query.Schema.DeepClone());
        if (route.Operation.Key == KeyRule.None) yield break;
        var key = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = IdempotencyKey.LengthMax };
        yield return Parameter("header", IdempotencyKey.Header, route.Operation.Key == KeyRule.Required, "The caller's own name for the request.", key);
    }

    private static JsonObject Parameter(string where, string name, bool isRequired, string description, JsonObject schema) => new()
    {
        ["in"] = where,
        ["name"] = name,
        ["required"] = isRequired,
        ["description"] = description,
        ["schema"] = schema,
    };

    private static JsonObject BodyOf(Operation operation, BodyShape body) => operation.IsBulk
        ? new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                ["application/json"] = Content(new JsonObject { ["type"] = "array", ["maxItems"] = PayBatch.ItemsMax, ["items"] = body.Schema() }),
                ["application/x-ndjson"] = Content(body.Schema()),
            },
        }
        : new JsonObject { ["required"] = !body.MayBeEmpty, ["content"] = new JsonObject { ["application/json"] = Content(body.Schema()) } };

    private static JsonObject ResponsesOf(ApiRoutes.Declared route)
    {
        var responses = new JsonObject();
        foreach (var (status, schema) in route.Operation.Answers)
        {
            responses[$"{status}"] = status == 204
                ? new JsonObject { ["description"] = "Done." }
                : new JsonObject { ["description"] = "Done.", ["content"] = new JsonObject { [TypeOf(schema)] = Content(AnswerOf(route.Operation, schema)) } };
        }
        foreach (var group in ProblemsOf(route).GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            responses[$"{group.Key}"] = new JsonObject
            {
                ["description"] = string.Join(", ", group.Select(kind => kind.Code).Distinct()),
                ["content"] = new JsonObject { [ProblemType] = Content(Schemas.Ref("Problem")) },
            };
        }
        return responses;
    }

    private static IEnumerable<ProblemKind> ProblemsOf(ApiRoutes.Declared route)
    {
        if (!route.Access!.IsOpen) yield return Problems.Unauthorized;
        if (!route.Access!.IsOpen) yield return Problems.Forbidden;
        if (route.Place.OwnerKind is not null) yield return Problems.InvalidOwner;
        if (route.Operation.Query.Length > 0) yield return Problems.InvalidParameter;
        if (route.Operation.Key != KeyRule.None) yield return Problems.KeyInvalid;
        if (route.Operation.Body is not null)
        {
            foreach (var kind in new[] { Problems.BodyTooLarge, Problems.UnsupportedMediaType, Problems.MalformedJson, Problems.UnknownField, Problems.InvalidType }) yield return kind;
        }
        foreach (var outcome in route.Operation.Refusals) yield return Problems.Of(outcome);
        foreach (var kind in route.Operation.OwnProblems) yield return kind;
        yield return Problems.Unavailable;
    }

    private static JsonObject AnswerOf(Operation operation, string schema) => operation.IsBulk ? Schemas.ArrayOf(Schemas.Ref(schema)) : Schemas.Ref(schema);

    private static string TypeOf(string schema) => schema == "Metrics" ? "text/plain" : "application/json";

    private static JsonObject Content(JsonObject schema) => new() { ["schema"] = schema };

    private static string Capital(string part) => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..];
}
