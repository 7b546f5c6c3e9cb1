namespace Granary.EndToEnd;

/// <summary>Where clients come in: a host, or the proxy in front of several.</summary>
public interface IEntrance
{
    GranaryClient Client(string role);
}
