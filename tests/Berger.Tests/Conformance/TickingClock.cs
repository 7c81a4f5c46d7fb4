namespace Berger.Tests.Conformance;

/// <summary>A clock that moves on by itself at each look, by a step finer than databases keep.</summary>
public sealed class TickingClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero);
    private long ticks;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Interlocked.Add(ref ticks, 1234));
}
