using System.Runtime.CompilerServices;
using Orleans;

namespace Granary.Ledger;

/// <summary>A claim that must hold in production as well as in tests; <c>Debug.Assert</c> would vanish there.</summary>
public static class Invariant
{
    /// <exception cref="InvariantViolatedException">The claim is false. Whoever holds the state drops it and answers nobody.</exception>
    public static void Holds(bool condition, [CallerArgumentExpression(nameof(condition))] string claim = "")
    {
        if (!condition) throw new InvariantViolatedException(claim);
    }
}

/// <summary>The ledger would have become wrong: a bug or a changed row, never a customer's mistake.</summary>
[GenerateSerializer]
public sealed class InvariantViolatedException(string claim) : Exception($"must hold: {claim}");
