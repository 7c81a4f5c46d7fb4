namespace Berger.Signals.Compression;

/// <summary>A block's bytes are not those that its encoder wrote. No sample of it may be used.</summary>
/// <param name="byteOffset">Where it was noticed, from the block's start.</param>
/// <param name="field">The field of <c>docs/formats/signal-block.md</c> that cannot be right.</param>
/// <param name="problem">What is wrong with the field, to follow its name in a sentence.</param>
public sealed class CorruptBlockException(long byteOffset, string field, string problem)
    : Exception($"Corrupt signal block: {field} at byte {byteOffset} {problem}. Restore the block from its source.")
{
    public long ByteOffset { get; } = byteOffset;

    public string Field { get; } = field;
}
