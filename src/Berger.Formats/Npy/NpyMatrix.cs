using System.Numerics;
using System.Runtime.InteropServices;

namespace Berger.Formats.Npy;

/// <summary>A two-dimensional array over the bytes of a <c>.npy</c> file, which stay the caller's.</summary>
public readonly ref struct NpyMatrix
{
    private readonly ReadOnlySpan<byte> data;

    private NpyMatrix(NpyHeader header, ReadOnlySpan<byte> data)
    {
        Header = header;
        this.data = data;
    }

    public NpyHeader Header { get; }

    /// <summary>Length of the first dimension.</summary>
    public int Rows => (int)Header.Rows;

    /// <summary>Length of the second dimension.</summary>
    public int Columns => (int)Header.Columns;

    /// <summary>Number of elements: the length of what <see cref="CopyTo(Span{double})"/> and its kin fill.</summary>
    public int Count => Rows * Columns;

    /// <summary>Whether elements are whole numbers, which fit an <see cref="int"/>.</summary>
    public bool IsInteger => Header.Type is NpyType.Int16 or NpyType.Int32;

    /// <summary>Reads an array. Nothing is allocated, so its header may promise any size.</summary>
    /// <exception cref="NpyException">No array that Berger reads, or its elements are not as many as its shape says.</exception>
    public static NpyMatrix Read(ReadOnlySpan<byte> bytes)
    {
        var header = NpyHeader.Read(bytes, out int length);
        var data = bytes[length..];
        string Shape() => $"({header.Rows}, {header.Columns}) of {header.Type.Code()}";
        if (header.Rows > int.MaxValue || header.Columns > int.MaxValue)
            throw new NpyException(length, "shape", $"{Shape()} is more than one array may hold; send it in parts.");
        if (header.DataLength != data.Length)
            throw new NpyException(length, "shape", $"{Shape()} takes {header.DataLength} bytes, but {data.Length} follow the header.");
        return new(header, data);
    }

    /// <summary>Copies the whole numbers, row after row.</summary>
    /// <exception cref="InvalidOperationException">The elements are no whole numbers.</exception>
    public void CopyTo(Span<int> destination)
    {
        if (!IsInteger) throw new InvalidOperationException($"An array of {Header.Type} holds no whole numbers.");
        if (Header.Type is NpyType.Int16) Copy<short, int>(destination);
        else Copy<int, int>(destination);
    }

    /// <summary>Copies the elements, row after row; exact for every type.</summary>
    public void CopyTo(Span<double> destination) => CopyAll(destination);

    /// <summary>Copies the elements, row after row, each as the nearest single.</summary>
    public void CopyTo(Span<float> destination) => CopyAll(destination);

    private void CopyAll<TTo>(Span<TTo> destination)
        where TTo : unmanaged, INumberBase<TTo>
    {
        switch (Header.Type)
        {
            case NpyType.Int16: Copy<short, TTo>(destination); break;
            case NpyType.Int32: Copy<int, TTo>(destination); break;
            case NpyType.Float32: Copy<float, TTo>(destination); break;
            default: Copy<double, TTo>(destination); break;
        }
    }

    private void Copy<TFrom, TTo>(Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (destination.Length != Count) throw new ArgumentException($"{Count} elements do not fit {destination.Length} places.", nameof(destination));
        if (Count == 0) return;
        var elements = MemoryMarshal.Cast<byte, TFrom>(data);
        bool reversed = Header.IsBigEndian == BitConverter.IsLittleEndian;
        if (!reversed && !Header.IsFortranOrder && typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(elements).CopyTo(destination);
            return;
        }

        int rows = Rows, columns = Columns;
        for (int row = 0; row < rows; row++)
        {
            var to = destination.Slice(row * columns, columns);
            for (int column = 0; column < columns; column++)
            {
                var element = elements[Header.IsFortranOrder ? column * rows + row : row * columns + column];
                to[column] = TTo.CreateTruncating(reversed ? Reverse(element) : element);
            }
        }
    }

    private static T Reverse<T>(T element)
        where T : unmanaged
    {
        Span<T> one = [element];
        MemoryMarshal.AsBytes(one).Reverse();
        return one[0];
    }
}
