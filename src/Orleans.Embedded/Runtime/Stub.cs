using Orleans.Runtime;
using Orleans.Streams;
namespace Orleans.Embedded
{
    public sealed class EmbeddedSilo(IServiceProvider services, EmbeddedOptions options) : IClusterClient
    {
        public IServiceProvider ServiceProvider => services;
        public string Name => options.SiloName;
        internal Runtime.ReminderClock Reminders => throw new NotImplementedException();
        internal IStreamProvider StreamProvider(string name) => throw new NotImplementedException(name);
        public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey => throw new NotImplementedException();
        public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey => throw new NotImplementedException();
    }
}
namespace Orleans.Embedded.Runtime
{
    internal sealed class Activation : IGrainContext
    {
        internal static Activation? BeingMade => null;
        internal static Activation Of(IGrainBase grain) => (Activation)grain.GrainContext;
        public GrainId GrainId => default;
        public object? GrainInstance => throw new NotImplementedException();
        public IServiceProvider ActivationServices => throw new NotImplementedException();
        internal EmbeddedSilo Silo => throw new NotImplementedException();
        internal void Deactivate(DeactivationReason reason) => throw new NotImplementedException(reason.ToString());
        internal void DelayDeactivation(TimeSpan span) => throw new NotImplementedException(span.ToString());
    }
    internal abstract class GrainReference : IAddressable { internal abstract GrainId GrainId { get; } }
    internal static class GrainTimer { internal static IGrainTimer Start(Activation a, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) => throw new NotImplementedException(a + "" + callback + options); }
    internal sealed class ReminderClock
    {
        internal Task<IGrainReminder> RegisterAsync(GrainId id, string name, TimeSpan dueTime, TimeSpan period) => throw new NotImplementedException();
        internal Task UnregisterAsync(GrainId id, string name) => throw new NotImplementedException();
        internal Task<IGrainReminder?> FindAsync(GrainId id, string name) => throw new NotImplementedException();
    }
}
