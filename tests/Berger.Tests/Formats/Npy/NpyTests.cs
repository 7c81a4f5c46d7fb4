using System.Buffers;
using System.Text;
using Berger.Formats.Npy;

namespace Berger.Tests.Formats.Npy;

public class NpyTests
{
    [Fact]
    public void Array_WrittenAndRead_IsTheSame()
    {
        AssertRoundTrip<short>([-32768, 32767, 0, -1, 5, 6]);
        AssertRoundTrip([int.MinValue, int.MaxValue, 0, -1, 5, 6]);
        AssertRoundTrip([float.MinValue, float.NaN, -0f, float.Epsilon, 5.5f, 6]);
        AssertRoundTrip([double.MinValue, double.NaN, -0d, double.Epsilon, 0.1, 6]);
    }

    [Fact]
    public void Header_Written_AlignsElementsTo64Bytes()
    {
        foreach (long columns in new[] { 1, 256, 1_000_000_007, long.MaxValue })
        {
            byte[] header = new NpyHeader(NpyType.Float32, 23, columns).ToBytes();
            Assert.Equal(0, header.Length % 64);
            Assert.Equal(new NpyHeader(NpyType.Float32, 23, columns), NpyHeader.Read(header, out int length));
            Assert.Equal(header.Length, length);
        }
    }

    [Theory]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3)}")]
    [InlineData("{\"shape\":(2L,3L,),\"fortran_order\":False,\"descr\":\"<i2\"} \n")]
    [InlineData(" { 'descr' : '=i2' , 'shape' : ( 2 , 3 ) , 'fortran_order' : False , }")]
    public void Header_InAnySpelling_IsRead(string text) =>
        Assert.Equal(new NpyHeader(NpyType.Int16, 2, 3), NpyHeader.Read(WithHeader(text), out _));

    [Theory]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3)}", "descr", 20)]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3)}", "descr", 20)]
    [InlineData("{'descr': [('a', '<i2')], 'fortran_order': False, 'shape': (2, 3)}", "descr", 20)]
    [InlineData("{'descr': '<i2', 'fortran_order': 0, 'shape': (2, 3)}", "fortran_order", 44)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (6,)}", "shape", 60)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': ()}", "shape", 60)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (1, 2, 3)}", "shape", 60)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (-2, 3)}", "shape", 61)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (99999999999999999999, 3)}", "shape", 61)]
    [InlineData("{'descr': '<i2', 'fortran_order': False}", "shape", 10)]
    [InlineData("{'fortran_order': False, 'shape': (2, 3)}", "descr", 10)]
    [InlineData("{'descr': '<i2', 'shape': (2, 3)}", "fortran_order", 10)]
    [InlineData("{'descr': '<i2', 'colour': 'red'}", "header", 27)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3)} x", "header", 67)]
    [InlineData("{'descr': '<i2", "descr", 20)]
    [InlineData("", "header", 10)]
    public void Header_Malformed_NamesOffsetAndField(string text, string field, int offset)
    {
        var error = Assert.Throws<NpyException>(() => NpyHeader.Read(WithHeader(text), out _));
        Assert.Equal((field, offset), (error.Field, error.Offset));
    }

    [Theory]
    [InlineData("PK\u0003\u0004 a zip", "magic")]
    [InlineData("\u0093NUMPY", "version")]
    [InlineData("\u0093NUMPY\u0004\0\u0001\0\0\0", "version")]
    [InlineData("\u0093NUMPY\u0001\0\u0001", "header length")]
    [InlineData("\u0093NUMPY\u0001\0\u00ff\0{}", "header length")]
    [InlineData("\u0093NUMPY\u0002\0\u00ff\u00ff\u00ff\u00ff{}", "header length")]
    public void Array_NotOne_NamesTheField(string latin1, string field) =>
        Assert.Equal(field, Assert.Throws<NpyException>(() => NpyHeader.Read(Encoding.Latin1.GetBytes(latin1), out _)).Field);

    [Theory]
    [InlineData("(2, 4)")]
    [InlineData("(9223372036854775807, 9223372036854775807)")]
    [InlineData("(4294967296, 0)")]
    [InlineData("(0, 0)")]
    public void Array_ShapeAndDataDisagree_IsRefusedBeforeAllocation(string shape)
    {
        byte[] bytes = [.. WithHeader($"{{'descr': '<i2', 'fortran_order': False, 'shape': {shape}}}"), .. new byte[12]];
        Assert.Equal("shape", Assert.Throws<NpyException>(() => NpyMatrix.Read(bytes).Count).Field);
    }

    [Fact]
    public void Array_OfFloats_GivesNoWholeNumbers()
    {
        byte[] bytes = Written<float>([1, 2, 3, 4, 5, 6]);
        Assert.Throws<InvalidOperationException>(() => NpyMatrix.Read(bytes).CopyTo(new int[6]));
        Assert.Throws<ArgumentException>(() => NpyMatrix.Read(bytes).CopyTo(new double[5]));
    }

    [Fact]
    public void Array_Mutated_IsReadOrRefused()
    {
        byte[] original = Written<short>([1, 2, 3, 4, 5, 6]);
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = original[..random.Next(original.Length + 1)];
            if (round % 3 > 0) bytes = [.. original];
            for (int n = random.Next(4); n > 0 && bytes.Length > 0; n--) bytes[random.Next(Math.Min(bytes.Length, 80))] = (byte)random.Next(256);
            try
            {
                var matrix = NpyMatrix.Read(bytes);
                matrix.CopyTo(new double[matrix.Count]);
            }
            catch (NpyException error)
            {
                Assert.InRange(error.Offset, 0, bytes.Length);
            }
        }
    }

    [NumPyTheory]
    [InlineData("<i2", "(1, 0)")]
    [InlineData(">i2", "(1, 0)")]
    [InlineData("<i4", "(2, 0)")]
    [InlineData(">i4", "(3, 0)")]
    [InlineData("<f4", "(1, 0)")]
    [InlineData(">f4", "(2, 0)")]
    [InlineData("<f8", "(3, 0)")]
    [InlineData(">f8", "(1, 0)")]
    public void Array_WrittenByNumPy_IsRead(string descr, string version)
    {
        using var file = new TemporaryFile();
        foreach (string order in new[] { "C", "F" })
        {
            NumPyTheoryAttribute.Run($"""
                import sys, numpy
                a = numpy.asarray((numpy.arange(600).reshape(3, 200) - 300) * 17, dtype='{descr}', order='{order}')
                numpy.lib.format.write_array(open(sys.argv[1], 'wb'), a, version={version})
                """, file.Path);
            var matrix = NpyMatrix.Read(File.ReadAllBytes(file.Path));
            double[] expected = [.. Enumerable.Range(0, 600).Select(i => (i - 300) * 17.0)], values = new double[600];
            matrix.CopyTo(values);
            Assert.Equal((3, 200, order == "F"), (matrix.Rows, matrix.Columns, matrix.Header.IsFortranOrder));
            Assert.Equal(expected, values);
            if (!matrix.IsInteger) continue;
            int[] counts = new int[600];
            matrix.CopyTo(counts);
            Assert.Equal(expected, counts.Select(c => (double)c));
        }
    }

    [NumPyTheory]
    [InlineData("int16")]
    [InlineData("int32")]
    [InlineData("float32")]
    [InlineData("float64")]
    public void Array_Written_IsReadByNumPy(string type)
    {
        using var file = new TemporaryFile();
        using (var stream = File.Create(file.Path))
        {
            switch (type)
            {
                case "int16": NpyHeader.WriteArray<short>(stream, 2, [-32768, 2, 3, 4, 5, 32767]); break;
                case "int32": NpyHeader.WriteArray<int>(stream, 2, [-32768, 2, 3, 4, 5, 32767]); break;
                case "float32": NpyHeader.WriteArray<float>(stream, 2, [-32768, 2, 3, 4, 5, 32767]); break;
                default: NpyHeader.WriteArray<double>(stream, 2, [-32768, 2, 3, 4, 5, 32767]); break;
            }
        }

        const string Script = "import sys, numpy; a = numpy.load(sys.argv[1], mmap_mode='r'); print(a.dtype, a.shape, a.astype(int).tolist())";
        Assert.Equal($"{type} (2, 3) [[-32768, 2, 3], [4, 5, 32767]]", NumPyTheoryAttribute.Run(Script, file.Path));
    }

    private static void AssertRoundTrip<T>(T[] elements)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var matrix = NpyMatrix.Read(Written(elements));
        Assert.Equal((2, 3, NpyTypes.Of<T>()), (matrix.Rows, matrix.Columns, matrix.Header.Type));
        double[] values = new double[6];
        matrix.CopyTo(values);
        Assert.Equal(elements.Select(double.CreateTruncating), values);
    }

    private static byte[] Written<T>(T[] elements)
        where T : unmanaged
    {
        var writer = new ArrayBufferWriter<byte>();
        NpyHeader.WriteArray<T>(writer, 2, elements);
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] WithHeader(string text) => [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text)];

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
