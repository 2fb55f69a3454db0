"""Frame → plotly Figure. Knows no Streamlit, no engine and no SQL."""
