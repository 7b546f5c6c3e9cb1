using Granary.Journal;
using Granary.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace Granary.ApiHost.Tests;

/// <summary>An exception of a grain is understood by an API host that is another process.</summary>
public sealed class WhatSilosThrow
{
    [Fact]
    public void A_journal_that_does_not_answer_is_told_with_what_the_driver_said()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var options = new SiloOptions();
        options.Cluster.Connection = "Host=nowhere";
        builder.AddGranaryClient(options);
        using var app = builder.Build();
        var serializer = app.Services.GetRequiredService<Serializer>();
        var thrown = new JournalUnavailableException("PostgreSQL cannot be reached", new NpgsqlException("refused", new TimeoutException("late")));

        var heard = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(thrown));

        Assert.IsType<JournalUnavailableException>(heard);
        Assert.Equal((thrown.Message, "refused"), (heard.Message, heard.InnerException!.Message));
        Assert.Equal(MachineFault.Unavailable, MachineFaults.Of(heard));
    }
}
