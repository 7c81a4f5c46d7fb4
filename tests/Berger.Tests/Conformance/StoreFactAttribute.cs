using Xunit.Abstractions;
using Xunit.Sdk;

namespace Berger.Tests.Conformance;

/// <summary>A fact about every implementation; skipped with the reason for classes <see cref="OnPostgresAttribute"/> where there is no server.</summary>
[XunitTestCaseDiscoverer("Berger.Tests.Conformance.StoreFactDiscoverer", "Berger.Tests")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>The tests of this class need a PostgreSQL server.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnPostgresAttribute : Attribute;

/// <summary>Finds the facts marked with <see cref="StoreFactAttribute"/>; xunit makes it.</summary>
public sealed class StoreFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new StoreTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

/// <summary>One fact about one implementation.</summary>
public sealed class StoreTestCase : XunitTestCase
{
    [Obsolete("For xunit, which fills it when it reads a test case back.")]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(OnPostgresAttribute)).Any() ? PostgresServer.Missing : null;
}
