import sys

from buurtnet.config.cli import main

if __name__ == "__main__":  # a process that helps imports this file by another name
    sys.exit(main())
