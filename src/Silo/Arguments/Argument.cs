namespace Granary.Silo;

/// <summary>
/// One argument of a program and the environment variable that says the same, for what must not be seen on a command line. The argument wins.
/// </summary>
/// <param name="Placeholder">What follows the argument; null for one that stands alone.</param>
/// <param name="Set">Takes the text; what is wrong with it, or null.</param>
/// <param name="Means">What an argument that stands alone says of its variable.</param>
public sealed record Argument(string Name, string? Placeholder, string Variable, Func<string, string?> Set, string Means = "true")
{
    public override string ToString() => Placeholder is null ? $"[{Name}]" : $"[{Name} {Placeholder}]";

    /// <returns>What is wrong, or null.</returns>
    public static string? Read(IReadOnlyList<string> given, IReadOnlyList<Argument> known, Func<string, string?> environment)
    {
        var said = new HashSet<Argument>();
        for (var i = 0; i < given.Count; i++)
        {
            var argument = known.FirstOrDefault(one => one.Name == given[i]);
            if (argument is null || (argument.Placeholder is not null && i + 1 == given.Count)) return $"{given[i]}: not understood";
            var text = argument.Placeholder is null ? argument.Means : given[++i];
            if (argument.Set(text) is { } wrong) return $"{argument.Name} {text}: {wrong}";
            said.Add(argument);
        }
        foreach (var argument in known)
        {
            if (said.Contains(argument) || environment(argument.Variable) is not { Length: > 0 } text) continue;
            if (argument.Set(text) is { } wrong) return $"{argument.Variable}: {wrong}";
        }
        return null;
    }

    public static string UsageOf(IEnumerable<Argument> known) => $"usage: {string.Join(' ', known)}";

    /// <summary>Runs when the text is what was hoped for.</summary>
    public static string? Take<T>((bool IsGood, T Value) read, string what, Action<T> set)
    {
        if (!read.IsGood) return what;
        set(read.Value);
        return null;
    }
}
