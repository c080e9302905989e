from app.offers import offered
from contract.analysis import catalogue


def test_an_offer_says_what_the_analysis_file_says():
    offers = {offer.name: offer for offer in offered()}
    assert list(offers) == list(catalogue())
    for name, analysis in catalogue().items():
        assert offers[name].params == analysis.spec.model_json_schema()
        assert offers[name].version == analysis.version
        assert offers[name].needs == list(analysis.needs)
        assert len(offers[name].help) > 100
