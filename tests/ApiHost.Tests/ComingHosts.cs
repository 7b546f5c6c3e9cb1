using Granary.Silo;

namespace Granary.ApiHost.Tests;

/// <summary>A host that comes asks again what nobody could answer yet, and only that.</summary>
public sealed class ComingHosts
{
    [Fact]
    public async Task What_nobody_could_answer_is_asked_again()
    {
        var asked = 0;
        await Coming.AskAsync(() => ++asked < 3 ? throw new TimeoutException() : Task.CompletedTask, TimeProvider.System, CancellationToken.None);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_bug_is_not_asked_again()
    {
        var asked = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => Coming.AskAsync(() => throw new InvalidOperationException($"{++asked}"), TimeProvider.System, CancellationToken.None));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_asks_no_more()
    {
        using var stopping = new CancellationTokenSource();
        var asked = 0;
        await Assert.ThrowsAnyAsync<Exception>(() => Coming.AskAsync(() =>
        {
            asked++;
            stopping.Cancel();
            throw new TimeoutException();
        }, TimeProvider.System, stopping.Token));
        Assert.Equal(1, asked);
    }
}
