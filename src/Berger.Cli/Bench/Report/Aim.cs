namespace Berger.Cli.Bench.Report;

/// <summary>A figure that was aimed for.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Wanted">The figure wanted.</param>
/// <param name="Measured">The figure reached.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="IsMinimum">Whether more is better.</param>
internal sealed record Aim(string What, double Wanted, double Measured, string Unit, bool IsMinimum = false)
{
    public bool IsMet => IsMinimum ? Measured >= Wanted : Measured <= Wanted;
}
