using Orleans.Runtime;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// One living grain object: which calls may start (here), how it begins and ends, and when it is idle (in the other parts). There may be millions,
/// nearly all idle, so what only few need is in <see cref="Belongings"/>.
/// </summary>
internal sealed partial class Activation(GrainClass grainClass, IdSpan key) : TurnScheduler, IGrainContext
{
    private WorkList waiting;
    private object? grain;
    private Belongings? belongings;
    private long idleSince;
    private int running;
    private int reading;
    private bool writing;
    private bool ending;
    private Phase phase;

    private enum Phase : byte
    {
        New,
        Activating,
        Active,
        Deactivating,
        Dead,
    }

    public GrainId GrainId => new(Class.GrainType, Key);

    public object? GrainInstance => grain;

    public IServiceProvider ActivationServices => Belongings.Services(Silo);

    internal GrainClass Class => grainClass;

    internal IdSpan Key => key;

    internal EmbeddedSilo Silo => grainClass.Silo;

    internal Belongings Belongings => belongings ??= new Belongings();

    private protected override TurnHost Host => Silo.Turns;

    private protected override bool Crashed => Silo.IsCrashed;

    internal static Activation Of(IGrainBase grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return (Activation)grain.GrainContext;
    }

    /// <summary>False when this activation has ended and the call must look for its successor.</summary>
    internal bool TrySubmit(Request request)
    {
        var wake = false;
        lock (this)
        {
            if (phase == Phase.Dead)
                return false;
            if (MayStart(request.Kind))
            {
                wake = Start(request);
            }
            else
            {
                waiting.Append(request);
                if (phase == Phase.New)
                {
                    phase = Phase.Activating;
                    wake = Ready(new Step(static activation => _ = activation.BeginAsync()));
                }
            }
        }

        if (wake)
            Silo.Turns.Schedule(this);
        return true;
    }

    internal void Finish(Request request)
    {
        var wake = false;
        lock (this)
        {
            running--;
            if (request.Kind == TurnKind.Normal)
                writing = false;
            else if (request.Kind == TurnKind.ReadOnly)
                reading--;
            if (request.KeepsAlive)
                idleSince = Silo.Clock.Timestamp();
            if (!waiting.IsEmpty && !writing && reading == 0 && !ending && phase == Phase.Active)
                wake = StartWaiting();
            if (running == 0)
                wake |= EndIfAsked();
        }

        if (wake)
            Silo.Turns.Schedule(this);
    }

    // Under the lock, like everything below. While an activation is ending only calls that interleave by contract still
    // start, and only beside a running one, which may be waiting for exactly that call.
    private bool MayStart(TurnKind kind) => phase == Phase.Active && kind switch
    {
        TurnKind.Normal => !writing && reading == 0 && !ending,
        TurnKind.ReadOnly => !writing && !ending,
        TurnKind.Reentrant => !ending,
        TurnKind.AlwaysInterleave => !ending || running > 0,
    };

    private bool Start(Request request)
    {
        running++;
        if (request.Kind == TurnKind.Normal)
            writing = true;
        else if (request.Kind == TurnKind.ReadOnly)
            reading++;
        return Ready(request);
    }

    private bool StartWaiting(bool all = false)
    {
        var wake = false;
        var rest = waiting.TakeAll();
        while (rest.Take() is Request request)
        {
            if (MayStart(request.Kind))
                wake |= Start(request);
            else
                waiting.Append(request);
            if (writing && !all)
            {
                // Nothing else can start beside it: whatever interleaves was never put here.
                waiting.AppendAll(rest);
                break;
            }
        }

        return wake;
    }
}
