namespace Granary.Statements.Camt;

/// <summary>The elements that are open, held against the grammar: what is missing, too often or out of place.</summary>
/// <param name="report">Takes the rule, the path of the element and words.</param>
internal sealed class CamtStructure(CamtShape root, int depthMax, Action<StatementRule, string, string> report)
{
    private readonly Frame[] frames = new Frame[depthMax + 2];
    private int depth;

    /// <summary>The innermost element that is open.</summary>
    public CamtShape Innermost => frames[depth - 1].Shape;

    public void EnterRoot() => frames[depth++] = new Frame(root);

    /// <summary>An element begins inside the innermost one.</summary>
    /// <returns>Its shape, entered; or null when there is no such element here.</returns>
    public CamtShape? Enter(string name)
    {
        var shape = Find(ref frames[depth - 1], name);
        if (shape is not null) frames[depth++] = new Frame(shape);
        return shape;
    }

    /// <summary>The innermost element ends.</summary>
    public CamtShape Leave()
    {
        ref var frame = ref frames[--depth];
        var shape = frame.Shape;
        if (shape.IsChoice && frame.Count == 0) report(StatementRules.CamtMissing, shape.Path, $"none of {string.Join(", ", shape.Steps.Select(step => step.Shape.Name))}");
        else if (!shape.IsChoice) ReportMissing(ref frame, shape.Steps.Length);
        return shape;
    }

    private CamtShape? Find(ref Frame frame, string name)
    {
        var steps = frame.Shape.Steps;
        if (frame.Shape.IsChoice) return Choose(ref frame, name);
        for (var i = frame.Step; i < steps.Length; i++)
        {
            if (steps[i].Shape.Name != name) continue;
            if (i > frame.Step)
            {
                ReportMissing(ref frame, i);
                frame.Step = i;
                frame.Count = 0;
            }
            if (++frame.Count > steps[i].Max) report(StatementRules.CamtUnexpected, steps[i].Shape.Path, "stands more often than the schema allows");
            return steps[i].Shape;
        }
        var earlier = Array.FindIndex(steps, step => step.Shape.Name == name);
        report(StatementRules.CamtUnexpected, $"{frame.Shape.Path}/{name}", earlier < 0 ? "the schema has no such element here" : "stands after what should follow it");
        return earlier < 0 ? null : steps[earlier].Shape;
    }

    private CamtShape? Choose(ref Frame frame, string name)
    {
        foreach (var step in frame.Shape.Steps)
        {
            if (step.Shape.Name != name) continue;
            if (++frame.Count > 1) report(StatementRules.CamtUnexpected, step.Shape.Path, "stands beside another of which the schema allows one");
            return step.Shape;
        }
        report(StatementRules.CamtUnexpected, $"{frame.Shape.Path}/{name}", "the schema has no such element here");
        return null;
    }

    private void ReportMissing(ref Frame frame, int until)
    {
        var steps = frame.Shape.Steps;
        for (var i = frame.Step; i < until; i++)
        {
            var count = i == frame.Step ? frame.Count : 0;
            if (count < steps[i].Min) report(StatementRules.CamtMissing, steps[i].Shape.Path, "is required and not there");
        }
    }

    private struct Frame(CamtShape shape)
    {
        public readonly CamtShape Shape = shape;
        public int Step;
        public int Count;
    }
}
