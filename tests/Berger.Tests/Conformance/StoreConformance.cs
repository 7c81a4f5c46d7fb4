namespace Berger.Tests.Conformance;

/// <summary>What all conformance tests share: the stores under test, skipped with the reason where they cannot run.</summary>
public abstract class StoreConformance
{
    protected StoreConformance(Stores stores)
    {
        if (stores.Missing is { } reason) throw new SkippedException(reason);
        Stores = stores;
    }

    protected Stores Stores { get; }
}

/// <summary>Tells xunit that the test is skipped rather than failed.</summary>
public sealed class SkippedException(string reason) : Exception("$XunitDynamicSkip$" + reason);
