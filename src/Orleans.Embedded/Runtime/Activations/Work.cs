namespace Orleans.Embedded.Runtime;

/// <summary>Something that an activation does in one turn. Linked through itself, so a queue costs an idle activation nothing.</summary>
internal abstract class Work
{
    internal Work? Next { get; set; }

    internal abstract void Run(Activation activation);
}

/// <summary>First in, first out. A mutable struct: it is a field of its owner and never copied.</summary>
internal struct WorkList
{
    private Work? first;
    private Work? last;

    internal readonly bool IsEmpty => first is null;

    internal void Append(Work work)
    {
        if (last is null)
            first = work;
        else
            last.Next = work;
        last = work;
    }

    internal void AppendAll(WorkList other)
    {
        if (other.first is null)
            return;
        if (last is null)
            first = other.first;
        else
            last.Next = other.first;
        last = other.last;
    }

    internal Work? Take()
    {
        var work = first;
        if (work is null)
            return null;
        first = work.Next;
        if (first is null)
            last = null;
        work.Next = null;
        return work;
    }

    internal WorkList TakeAll()
    {
        var all = this;
        this = default;
        return all;
    }
}

/// <summary>A task that an <c>await</c> in the grain, or a <c>Task.Factory.StartNew</c>, put on the activation's scheduler.</summary>
internal sealed class TaskTurn(Task task) : Work
{
    internal override void Run(Activation activation) => activation.Execute(task);
}

/// <summary>A step of the runtime's own in an activation's turn: it is made, ends, or a call's token is cancelled.</summary>
internal sealed class Step(Action<Activation> step) : Work
{
    internal override void Run(Activation activation) => step(activation);
}
