namespace Granary.Ledger;

/// <summary>How a fraction of a minor unit becomes a whole one. Always named at the call.</summary>
public enum Rounding : byte
{
    /// <summary>Toward zero: cut off.</summary>
    Down,

    /// <summary>Away from zero.</summary>
    Up,

    /// <summary>Toward minus infinity.</summary>
    Floor,

    /// <summary>Toward plus infinity.</summary>
    Ceiling,

    /// <summary>To the nearest, ties to the even neighbour (banker's rounding).</summary>
    HalfEven,

    /// <summary>To the nearest, ties to the odd neighbour.</summary>
    HalfOdd,

    /// <summary>To the nearest, ties away from zero (commercial rounding).</summary>
    HalfAwayFromZero,

    /// <summary>To the nearest, ties toward zero.</summary>
    HalfTowardZero,

    /// <summary>To the nearest, ties toward plus infinity.</summary>
    HalfUp,

    /// <summary>To the nearest, ties toward minus infinity.</summary>
    HalfDown,
}
