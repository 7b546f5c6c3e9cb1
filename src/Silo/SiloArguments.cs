namespace Granary.Silo;

/// <summary>The few arguments that every program with a journal takes.</summary>
public static class SiloArguments
{
    public const string Usage = "usage: [--data DIR | --postgres CONNECTION-STRING] [--no-sandbox]";

    /// <returns>The options, or null and what is wrong.</returns>
    public static (SiloOptions? Options, string Problem) Parse(IReadOnlyList<string> arguments)
    {
        var options = new SiloOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--no-sandbox":
                    options.Sandbox = false;
                    break;
                case "--data" when i + 1 < arguments.Count:
                    options.DataFolder = arguments[++i];
                    break;
                case "--postgres" when i + 1 < arguments.Count:
                    options.Postgres = arguments[++i];
                    break;
                default:
                    return (null, $"{arguments[i]}: not understood\n{Usage}");
            }
        }
        return (options, "");
    }
}
