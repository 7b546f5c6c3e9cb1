using Granary.Journal.Postgres;
using Npgsql;

namespace Granary.Journal.Tests;

/// <summary>What an error that ends the session proves: nothing, and least of all that we have a bug.</summary>
public sealed class FatalErrors
{
    [Theory]
    [InlineData("28P01"), InlineData("57P05"), InlineData("25P03"), InlineData("3D000"), InlineData("57P01"), InlineData("XX000")]
    public void One_is_trouble_whatever_its_code_and_the_statement_may_be_durable(string code)
    {
        var fatal = new PostgresException("the session ends", "FATAL", "FATAL", code);
        Assert.True(PostgresErrors.IsTrouble(fatal));
        Assert.False(PostgresErrors.ProvesNothingWritten(fatal));
        Assert.True(PostgresErrors.IsBrokenConnection(fatal));
    }

    [Theory, InlineData("42P01", false), InlineData("23514", false), InlineData("53100", true)]
    public void An_answer_to_a_statement_is_trouble_only_when_it_is_the_machines(string code, bool isTrouble)
    {
        var refused = new PostgresException("no", "ERROR", "ERROR", code);
        Assert.Equal(isTrouble, PostgresErrors.IsTrouble(refused));
        Assert.True(PostgresErrors.ProvesNothingWritten(refused));
    }
}
