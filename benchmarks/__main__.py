"""``make bench``: all measurements, one after the other."""

from benchmarks import clusters, counting, imports, next_product, purchases, questions

if __name__ == "__main__":
    imports.main()
    print()
    questions.main()
    print()
    clusters.main()
    print()
    counting.main()
    print()
    purchases.main()
    print()
    next_product.main()
