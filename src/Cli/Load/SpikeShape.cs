namespace Granary.Cli.Load;

/// <summary>
/// When each request of a sale's midnight is due: people gather (from a tenth of the peak), everybody presses the button at 30 % of the time,
/// the peak holds until 40 %, then it decays by half every tenth.
/// </summary>
public sealed class SpikeShape
{
    private const int SliceCount = 1000;
    private readonly double[] cumulated = new double[SliceCount + 1];
    private readonly TimeSpan duration;

    public SpikeShape(double peakPerSecond, TimeSpan duration)
    {
        this.duration = duration;
        var sliceSeconds = duration.TotalSeconds / SliceCount;
        for (var slice = 0; slice < SliceCount; slice++)
            cumulated[slice + 1] = cumulated[slice] + (peakPerSecond * sliceSeconds * ShareOfPeak((slice + 0.5) / SliceCount));
    }

    /// <summary>How many requests the whole shape has.</summary>
    public int RequestCount => (int)cumulated[^1];

    /// <summary>When the request with this number (from 0) is due, from the start.</summary>
    public TimeSpan DueAt(int number)
    {
        var found = Array.BinarySearch(cumulated, number);
        var slice = Math.Min(found < 0 ? ~found - 1 : found, SliceCount - 1);
        var within = cumulated[slice + 1] - cumulated[slice];
        var part = within > 0 ? (number - cumulated[slice]) / within : 0;
        return duration * ((slice + part) / SliceCount);
    }

    private static double ShareOfPeak(double time) => time switch
    {
        < 0.3 => 0.1 + (0.9 * Math.Pow(time / 0.3, 3)),
        < 0.4 => 1,
        _ => Math.Pow(0.5, (time - 0.4) * 10),
    };
}
