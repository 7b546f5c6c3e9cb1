namespace Granary.Simulation;

/// <summary>
/// What one seed's world is like. Drawn anew for every seed, because a workload that is always the same finds nothing: some seeds have two
/// users and one hot shop, some lose every third message, in some nothing ever fails but two hosts fight over everybody.
/// </summary>
internal sealed record Climate
{
    public required int HostCount { get; init; }
    public required int PartitionCount { get; init; }
    public required int UserCount { get; init; }
    public required int MerchantCount { get; init; }
    public required int CustodianCount { get; init; }
    public required int AssetCount { get; init; }

    /// <summary>How many of a thousand calls go to the first owner of a kind.</summary>
    public required int HotPerMille { get; init; }
    public required int AmountMinorMax { get; init; }
    public required int DepositMinorMax { get; init; }

    /// <summary>How far back clients remember the holds, payments and keys that they come back to.</summary>
    public required int MemorySpan { get; init; }
    public required int HoldTtlMsMax { get; init; }
    public required int GapUsMax { get; init; }

    /// <summary>How likely each kind of call is, against the others.</summary>
    public required IReadOnlyList<int> CallWeights { get; init; }
    public required int SameCallAgainPerMille { get; init; }
    public required int KeyTakenPerMille { get; init; }
    public required int NonsensePerMille { get; init; }
    public required int BulkPerMille { get; init; }

    // The network between clients and hosts.
    public required int WrongHostPerMille { get; init; }
    public required int LostPerMille { get; init; }
    public required int DoubledPerMille { get; init; }
    public required int LatencyUsMax { get; init; }
    public required int ClientPatienceMs { get; init; }

    // The journal.
    public required int StoreLatencyUsMax { get; init; }
    public required int StoreSlowPerMille { get; init; }
    public required int AtOncePerMille { get; init; }
    public required int UnavailablePerMille { get; init; }
    public required int UnknownPerMille { get; init; }
    public required int OldSnapshotPerMille { get; init; }
    public required int OldCursorPerMille { get; init; }

    // What is published to the observers.
    public required int StreamLostPerMille { get; init; }
    public required int StreamDoubledPerMille { get; init; }
    public required int StreamLatePerMille { get; init; }

    // Misfortune.
    public required int MisfortuneGapMsMax { get; init; }
    public required IReadOnlyList<int> MisfortuneWeights { get; init; }
    public required int ClockSkewMsMax { get; init; }

    // The product's own sizes.
    public required int StepCostUs { get; init; }
    public required int IdleOwnerAgeMs { get; init; }
    public required int ResponseTimeoutMs { get; init; }
    public required int QueuedCommandsMax { get; init; }
    public required int CommandsPerAppendMax { get; init; }
    public required int AttemptsMax { get; init; }
    public required int ChangesPerSnapshot { get; init; }
    public required int QueuedBatchesMax { get; init; }
    public required WebhookClimate Webhooks { get; init; }

    public static Climate Of(ulong seed)
    {
        var dice = Dice.For(seed, thing: 1);
        var isCalm = dice.Chance(100);
        var amountMinorMax = dice.Pick([5, 60, 1_000, 100_000]);
        return new Climate
        {
            HostCount = dice.Between(1, 3),
            PartitionCount = dice.Between(1, 4),
            UserCount = dice.Skewed(2, 40),
            MerchantCount = dice.Skewed(1, 8),
            CustodianCount = dice.Between(1, 2),
            AssetCount = dice.Between(1, 2),
            HotPerMille = dice.Skewed(0, 950),
            AmountMinorMax = amountMinorMax,
            DepositMinorMax = amountMinorMax * dice.Pick([1, 3, 20]),
            MemorySpan = dice.Pick([10, 60, 300]),
            HoldTtlMsMax = dice.Pick([5, 100, 2_000, 60_000, 3_000_000]),
            GapUsMax = dice.Skewed(300, 20_000),
            CallWeights = Weights(dice, Workload.KindCount, leaveOutPerMille: 250),
            SameCallAgainPerMille = dice.Skewed(0, 300),
            KeyTakenPerMille = dice.Skewed(0, 200),
            NonsensePerMille = dice.Skewed(0, 150),
            BulkPerMille = dice.Skewed(0, 300),
            WrongHostPerMille = dice.Skewed(0, 1_000),
            LostPerMille = isCalm ? 0 : dice.Skewed(0, 300),
            DoubledPerMille = isCalm ? 0 : dice.Skewed(0, 300),
            LatencyUsMax = dice.Skewed(50, 30_000),
            ClientPatienceMs = dice.Between(20, 3_000),
            StoreLatencyUsMax = dice.Skewed(50, 20_000),
            StoreSlowPerMille = isCalm ? 0 : dice.Skewed(0, 60),
            AtOncePerMille = dice.Skewed(0, 500),
            UnavailablePerMille = isCalm ? 0 : dice.Skewed(0, 60),
            UnknownPerMille = isCalm ? 0 : dice.Skewed(0, 250),
            OldSnapshotPerMille = dice.Skewed(0, 500),
            OldCursorPerMille = dice.Skewed(0, 500),
            MisfortuneGapMsMax = isCalm ? 10_000 : dice.Skewed(20, 2_000),
            MisfortuneWeights = Weights(dice, Misfortunes.KindCount, leaveOutPerMille: 300),
            ClockSkewMsMax = dice.Pick([0, 20, 1_000, 300_000]),
            StepCostUs = dice.Skewed(1, 40),
            IdleOwnerAgeMs = dice.Pick([200, 2_000, 60_000]),
            ResponseTimeoutMs = dice.Pick([300, 2_000, 30_000]),
            QueuedCommandsMax = dice.Pick([2, 20, 1_000]),
            CommandsPerAppendMax = dice.Pick([1, 3, 20, 1_000]),
            AttemptsMax = dice.Between(1, 8),
            ChangesPerSnapshot = dice.Skewed(4, 200),
            QueuedBatchesMax = dice.Pick([1, 4, 128]),
            StreamLostPerMille = isCalm ? 0 : dice.Skewed(0, 300),
            StreamDoubledPerMille = isCalm ? 0 : dice.Skewed(0, 200),
            StreamLatePerMille = isCalm ? 0 : dice.Skewed(0, 300),
            Webhooks = WebhookClimate.Of(seed),
        };
    }

    // Leaving whole kinds out lets the others meet more often than an even mixture ever would.
    private static int[] Weights(Dice dice, int count, int leaveOutPerMille)
    {
        var weights = new int[count];
        for (var i = 0; i < count; i++) weights[i] = dice.Chance(leaveOutPerMille) ? 0 : dice.Between(1, 10);
        if (weights.All(weight => weight == 0)) weights[0] = 1;
        return weights;
    }
}
