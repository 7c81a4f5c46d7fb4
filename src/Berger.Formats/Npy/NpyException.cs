namespace Berger.Formats.Npy;

/// <summary>Bytes that are no <c>.npy</c> array which Berger reads.</summary>
/// <param name="offset">Byte from the beginning of the array at which it went wrong.</param>
/// <param name="field">The part of the format concerned, such as <c>shape</c>.</param>
/// <param name="problem">What was found, and what to send instead.</param>
public sealed class NpyException(long offset, string field, string problem)
    : FormatException($".npy, byte {offset}, {field}: {problem}")
{
    /// <summary>Byte from the beginning of the array.</summary>
    public long Offset { get; } = offset;

    public string Field { get; } = field;
}
