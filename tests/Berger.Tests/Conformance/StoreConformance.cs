namespace Berger.Tests.Conformance;

/// <summary>What all conformance tests share: the stores under test.</summary>
public abstract class StoreConformance(Stores stores)
{
    protected Stores Stores { get; } = stores;
}
