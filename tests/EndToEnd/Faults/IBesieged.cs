namespace Granary.EndToEnd;

/// <summary>What is besieged: one or several hosts over one journal, and where their clients come in.</summary>
internal interface IBesieged : IEntrance
{
    /// <summary>What it is made of, for the log.</summary>
    string Shape { get; }

    Store Store { get; }

    /// <summary>Waits until every host says that it is ready and requests reach it.</summary>
    Task UntilReadyAsync();
}
