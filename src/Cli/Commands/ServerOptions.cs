using System.CommandLine;
using System.Globalization;

namespace Granary.Cli.Commands;

/// <summary>The options of every verb that talks to a server.</summary>
public sealed class ServerOptions
{
    public Option<Uri> Url { get; } = new("--url")
    {
        Description = "Where the API listens",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp) return url;
            result.AddError($"--url {result.Tokens[0].Value}: write http://HOST:PORT");
            return null;
        },
    };

    public Option<string[]> Key { get; } = new("--key")
    {
        Description = "ROLE=SECRET for sandbox, bank, operator; otherwise GRANARY_KEY_SANDBOX, GRANARY_KEY_BANK, GRANARY_KEY_OPERATOR",
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object and nothing else" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress" };

    public void AddTo(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(Key);
        command.Options.Add(Json);
        command.Options.Add(Quiet);
    }

    public static Option<int> Count(string name, int otherwise, int min, int max, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            var isNumber = int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
            if (isNumber && (value < min || value > max)) result.AddError($"{name} {value}: must be {min} to {max}");
        });
        return option;
    }
}
