using Granary.Ledger;

namespace Granary.Journal.Audit;

/// <summary>What must hold of the sums over the whole ledger.</summary>
internal static class TrialBalance
{
    internal static IEnumerable<AuditFinding> Findings(Proof proof)
    {
        foreach (var (asset, sumMinor) in proof.Sums().Where(sum => sum.SumMinor != 0))
        {
            yield return new AuditFinding(AuditRule.SumsAreZero, null, null, null, $"{asset} sums to {sumMinor}");
        }
        var custody = proof.Custody().ToDictionary(sum => sum.Asset, sum => sum.SumMinor);
        foreach (var (asset, owedMinor) in proof.Liabilities())
        {
            var heldMinor = custody.GetValueOrDefault(asset);
            if (owedMinor == heldMinor) continue;
            var difference = $"{asset}: {owedMinor} owed, {heldMinor} held by the custodians";
            yield return new AuditFinding(AuditRule.LiabilitiesAreCovered, null, null, null, difference);
        }
    }
}
