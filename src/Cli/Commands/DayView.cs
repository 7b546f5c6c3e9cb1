using Granary.Cli.SaleDay;
using Spectre.Console;

namespace Granary.Cli.Commands;

/// <summary>The live progress bar: what is done, how fast, how quickly answered.</summary>
public sealed class DayView(IAnsiConsole terminal)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    public Task WatchOpeningAsync(Day day, Task opening) =>
        ShowAsync(opening, () => (day.Opening.StepsDone / (double)day.Opening.StepCount, FormattableString.Invariant($"opening {day.Opening.StepsDone:N0}")));

    public Task WatchTradingAsync(Day day, Task trading)
    {
        long countBefore = 0;
        var before = TimeSpan.Zero;
        return ShowAsync(trading, () =>
        {
            var (latencies, errorCount) = day.Glance();
            var now = day.Pace.Elapsed;
            var perSecond = (latencies.Count - countBefore) / Math.Max((now - before).TotalSeconds, 0.001);
            (countBefore, before) = (latencies.Count, now);
            return (day.Pace.Progress, FormattableString.Invariant(
                $"{perSecond,8:N0}/s  p50 {latencies.PercentileMs(500),6:N1} ms  p99 {latencies.PercentileMs(990),6:N1} ms  errors {errorCount:N0}"));
        });
    }

    private Task ShowAsync(Task work, Func<(double Done, string Text)> look) => terminal.Progress()
        .AutoClear(false)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Refresh));
                var (done, text) = look();
                bar.Value = done;
                bar.Description = text;
            }
            bar.Value = 1;
        });
}
