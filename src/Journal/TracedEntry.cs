using System.Diagnostics;

namespace Granary.Journal;

/// <summary>An entry whose append was part of a trace that is recorded.</summary>
public readonly record struct TracedEntry(long Position, ActivityContext Trace);
