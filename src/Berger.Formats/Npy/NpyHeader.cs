using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Berger.Formats.Npy;

/// <summary>
/// What precedes the elements of a two-dimensional array in a <c>.npy</c> file, versions 1.0, 2.0 and 3.0.
/// Source: NEP 1 and <c>numpy.lib.format</c>.
/// </summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="Rows">Length of the first dimension.</param>
/// <param name="Columns">Length of the second dimension.</param>
public readonly record struct NpyHeader(NpyType Type, long Rows, long Columns)
{
    /// <summary>The media type of an array on the wire.</summary>
    public const string MediaType = "application/x-npy";

    /// <summary>The longest header text that is read, in bytes; NumPy's own limit is 10,000.</summary>
    public const int LongestText = 65_535;

    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether elements have their most significant byte first; written arrays have the byte order of this machine.</summary>
    public bool IsBigEndian { get; init; } = !BitConverter.IsLittleEndian;

    /// <summary>Whether elements lie column after column; written arrays lie row after row.</summary>
    public bool IsFortranOrder { get; init; }

    /// <summary>Bytes that the elements take, for dimensions below 2⁶¹.</summary>
    public Int128 DataLength => (Int128)Rows * Columns * Type.SizeInBytes();

    /// <summary>Reads the header at the beginning of an array.</summary>
    /// <param name="bytes">The array, or its beginning.</param>
    /// <param name="length">Bytes of the header: the offset of the first element.</param>
    /// <exception cref="NpyException">No such header, or an array of a type or shape that Berger does not read.</exception>
    public static NpyHeader Read(ReadOnlySpan<byte> bytes, out int length)
    {
        if (!bytes.StartsWith(Magic)) throw new NpyException(0, "magic", @"an array begins with the bytes \x93NUMPY.");
        if (bytes.Length < 8) throw new NpyException(6, "version", "the array ends here; send all of it.");
        int start = bytes[6] is 1 ? 10 : 12;
        if (bytes[6] is not (1 or 2 or 3)) throw new NpyException(6, "version", $"{bytes[6]}.{bytes[7]} is none of 1.0, 2.0 and 3.0.");
        if (bytes.Length < start) throw new NpyException(8, "header length", "the array ends here; send all of it.");
        uint text = bytes[6] is 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (text > LongestText) throw new NpyException(8, "header length", $"{text} bytes, above the limit of {LongestText}.");
        if (text > bytes.Length - start) throw new NpyException(8, "header length", $"{text} bytes, but only {bytes.Length - start} follow.");
        length = start + (int)text;
        return new NpyHeaderParser(bytes[start..length], start).Parse();
    }

    /// <summary>Writes the header. The elements follow it as they lie in memory, row after row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative dimension.</exception>
    public void WriteTo(IBufferWriter<byte> destination) => destination.Write(ToBytes());

    /// <inheritdoc cref="WriteTo(IBufferWriter{byte})"/>
    /// <returns>The header, padded to a multiple of 64 bytes so that elements are aligned when the file is mapped.</returns>
    public byte[] ToBytes()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(Columns);
        string text = $"{{'descr': '{(IsBigEndian ? '>' : '<')}{Type.Code()}', 'fortran_order': {(IsFortranOrder ? "True" : "False")}, 'shape': ({Rows}, {Columns}), }}";
        byte[] bytes = new byte[(10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        (bytes[6], bytes[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(bytes.Length - 10));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    /// <summary>Writes a whole array.</summary>
    /// <param name="destination">Where to; not flushed.</param>
    /// <param name="rows">Length of the first dimension; the second follows from it.</param>
    /// <param name="elements">Elements <c>[rows × columns]</c>, row after row.</param>
    public static void WriteArray<T>(IBufferWriter<byte> destination, int rows, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        destination.Write(HeaderOf(rows, elements));
        destination.Write(MemoryMarshal.AsBytes(elements));
    }

    /// <inheritdoc cref="WriteArray{T}(IBufferWriter{byte}, int, ReadOnlySpan{T})"/>
    public static void WriteArray<T>(Stream destination, int rows, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        destination.Write(HeaderOf(rows, elements));
        destination.Write(MemoryMarshal.AsBytes(elements));
    }

    private static byte[] HeaderOf<T>(int rows, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return elements.Length % rows == 0
            ? new NpyHeader(NpyTypes.Of<T>(), rows, elements.Length / rows).ToBytes()
            : throw new ArgumentException($"{elements.Length} elements do not divide into {rows} rows.", nameof(elements));
    }
}
