namespace Granary.ApiHost;

/// <summary>One value of a body, as its field read it: a number, or a text or a list behind the reference.</summary>
internal struct Slot
{
    public bool IsSet;
    public long Number;
    public object? Reference;
}
