namespace Berger.Signals.Compression;

/// <summary>Buffers that are kept from one block to the next.</summary>
internal static class Scratch
{
    /// <summary>Makes room for at least <paramref name="length"/> elements; what was in the buffer may be lost.</summary>
    public static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new T[length + length / 4 + 64];
    }
}
