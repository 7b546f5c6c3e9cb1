using System.Text.Json;
using Granary.Ledger;

namespace Granary.ApiHost;

/// <summary>What a handler says: a problem, the answer of an entry, or some other JSON.</summary>
internal readonly struct Reply
{
    private Reply(int status, Problem? problem, Entry? entry, EntryBody? entryBody, Action<Utf8JsonWriter>? body, bool isReplayed)
    {
        (Status, Problem, Entry, EntryBody, Body, IsReplayed) = (status, problem, entry, entryBody, body, isReplayed);
    }

    public int Status { get; }

    public Problem? Problem { get; }

    /// <summary>The entry that <see cref="EntryBody"/> writes down.</summary>
    public Entry? Entry { get; }

    public EntryBody? EntryBody { get; }

    public Action<Utf8JsonWriter>? Body { get; }

    public bool IsReplayed { get; }

    /// <summary>The handler has written the response itself.</summary>
    public static Reply Written => default;

    public static Reply Refused(Problem problem) => new(problem.Kind.Status, problem, null, null, null, isReplayed: false);

    public static Reply Of(int status, Entry entry, EntryBody body, bool isReplayed) => new(status, null, entry, body, null, isReplayed);

    public static Reply Ok(Action<Utf8JsonWriter> body) => new(200, null, null, null, body, isReplayed: false);

    public static Reply Accepted(Action<Utf8JsonWriter> body) => new(202, null, null, null, body, isReplayed: false);

    /// <summary>204: done, nothing to say.</summary>
    public static Reply Done(bool isReplayed) => new(204, null, null, null, null, isReplayed);

    public static implicit operator Reply(Problem problem) => Refused(problem);
}
