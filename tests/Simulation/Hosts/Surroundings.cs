namespace Granary.Simulation;

/// <summary>What all hosts share: one time, one store behind one weather, the receivers of webhooks, and the way to the observers.</summary>
internal sealed record Surroundings(VirtualTime Time, ModelStore Store, StoreWeather Weather, ModelReceivers Receivers, StreamWeather Streams);
